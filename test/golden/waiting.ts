/** Golden cases that wait for later work, with the reason. */
export interface Waiting {
  /** Names below the golden root; '*' at the end stands for any ending. */
  readonly cases: readonly string[];
  readonly reason: string;
}

/** All golden cases and kinds that no test compares with yet. */
export const NOT_YET: readonly Waiting[] = [
  {
    cases: [
      'layers/avgpool3d*',
      'layers/globalavgpool3d*',
      'layers/zeropad3d*',
      'layers/spatialdropout3d*',
      'layers/layernorm*',
      'layers/groupnorm*',
      'layers/timedistributed*',
      'layers/resizing*',
      'layers/conv2plus1d-residual*',
    ],
    reason: 'the layer comes with more architectures',
  },
  { cases: ['spectrum*'], reason: 'comes with more ways of visualising' },
  { cases: ['backbones*', 'resnet2d*', 'resnet3d*'], reason: 'comes with more architectures' },
];
