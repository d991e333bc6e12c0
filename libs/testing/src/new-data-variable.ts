/** Where a worker asks for the data directory of a product that was started, stopped, and told nothing. */
export const newDataVariable = 'TOUCHSTONE_TEST_NEW_DATA';
