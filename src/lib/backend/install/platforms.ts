/** Where the native TensorFlow library of a platform comes from, and which of our bindings goes with it. */
export interface NativePlatform {
  /** The wheel on PyPI that holds TensorFlow's C library. */
  readonly wheel: Wheel;
  /** Libraries inside the wheel, as they are named there and in the engine's folder. */
  readonly libraries: readonly WheelFile[];
  /** Folder below `native/prebuilt` with a binding that was run on this platform; undefined: compiled on the user's machine. */
  readonly prebuilt?: string;
}

/** A pinned wheel: what is downloaded must have exactly this size and hash. */
export interface Wheel {
  /** The distribution on PyPI. */
  readonly distribution: string;
  /** pip's `--platform` tag. */
  readonly tag: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** A file to take out of a wheel. */
export interface WheelFile {
  /** Its path inside the wheel. */
  readonly entry: string;
  /** Its path below the engine's folder. */
  readonly file: string;
}

/** The TensorFlow release that the bindings are written against. */
export const TENSORFLOW_VERSION: string = '2.21.0';

/** Platforms with a native engine, by Node's `platform-arch`. The wheels' code is for Python 3.12, but no Python runs it. */
const PLATFORMS: Readonly<Record<string, NativePlatform>> = {
  'linux-x64': {
    wheel: {
      distribution: 'tensorflow-cpu',
      tag: 'manylinux_2_27_x86_64',
      fileName: 'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
      size: 274_000_871,
      sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    },
    libraries: libraries('so.2', ''),
    prebuilt: 'linux-x64',
  },
  'linux-arm64': {
    wheel: {
      distribution: 'tensorflow',
      tag: 'manylinux_2_27_aarch64',
      fileName: 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl',
      size: 281_946_471,
      sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
    },
    libraries: libraries('so.2', ''),
    prebuilt: 'linux-arm64',
  },
  'darwin-arm64': {
    wheel: {
      distribution: 'tensorflow',
      tag: 'macosx_12_0_arm64',
      fileName: 'tensorflow-2.21.0-cp312-cp312-macosx_12_0_arm64.whl',
      size: 223_488_205,
      sha256: '56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712',
    },
    libraries: libraries('dylib', '2.'),
  },
};

/** Why a platform has no native engine. */
const WITHOUT: Readonly<Record<string, string>> = {
  'win32-x64': "TensorFlow's Windows libraries export no C interface",
  'win32-arm64': 'there is no TensorFlow wheel for Windows on ARM',
  'darwin-x64': 'TensorFlow has no wheels for Intel Macs since 2.17',
};

/**
 * The native engine of a platform, or the reason why there is none.
 *
 * @param key Node's `platform-arch`, as 'linux-x64'. Default: this machine's.
 */
export function nativePlatform(key: string = platformKey()): NativePlatform | { readonly missing: string } {
  return PLATFORMS[key] ?? { missing: WITHOUT[key] ?? `there is no TensorFlow wheel for ${key}` };
}

/** This machine as the table names it. */
export function platformKey(): string {
  return `${process.platform}-${process.arch}`;
}

/** The platforms that have a native engine. */
export function nativePlatforms(): readonly string[] {
  return Object.keys(PLATFORMS);
}

function libraries(suffix: string, version: string): readonly WheelFile[] {
  return ['libtensorflow_cc', 'libtensorflow_framework'].map((name) => {
    const file = `${name}.${version}${suffix}`;
    return { entry: `tensorflow/${file}`, file };
  });
}
