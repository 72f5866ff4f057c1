import { expect, it } from "vitest";
import { slotOf } from "../../src/store/redis-cluster.ts";

// the specification's own example, and keys whose braces count
it.each([
  ["123456789", 0x31c3],
  ["user1000", 3443],
  ["{user1000}.following", 3443],
  ["foo{}{bar}", 8363],
  ["foo{{bar}}zap", 4015],
])("the key %s belongs to slot %i", (key, slot) => {
  expect(slotOf(key)).toBe(slot % 16_384);
});
