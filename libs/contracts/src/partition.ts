/**
 * ∞ Partition of a key: its identity's first 32 bits modulo the count. Keys are hex HMACs (evenly spread already), so no
 * second hash is needed, and every adapter and client computes the same partition.
 */
export const partitionOf = (key: string, partitions: number): number =>
  Number.parseInt(key.slice(0, 8), 16) % partitions;
