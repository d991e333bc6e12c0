export { saveRelease } from './save-release';
export { unpackRelease } from './unpack-release';
