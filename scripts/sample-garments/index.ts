export { drawGarment, type GarmentKind, garmentKinds } from './draw.js';
export { renderGarment, type WriteOptions, writeSampleGarments } from './write.js';
