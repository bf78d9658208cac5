export { type JumpRopeSetOptions, makeJumpRopeSet, type WrittenJumper } from './jump-rope-set.js';
export { type Jumper, type JumperOptions, makeJumper } from './jumper.js';
