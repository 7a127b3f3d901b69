/** The build argument that names the base image: the definition's `base`, never an argument. */
export const BASE_ARGUMENT = 'BASE';
