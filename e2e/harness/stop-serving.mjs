export { stopServing as default } from './serve-packages.mjs';
