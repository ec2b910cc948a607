/** What the exported conditional networks call their second input: a row of class weights for each image, [batch, classes]. */
export const CLASS_WEIGHTS = 'classWeights';
