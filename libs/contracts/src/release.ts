/** Of all services and of the command line: they are released together. */
export const release = '0.1.0';
