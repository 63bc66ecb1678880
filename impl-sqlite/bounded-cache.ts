// Values by key in memory, up to a sum of their lengths; the one put first goes first.

export class BoundedCache<K, V> {
  private readonly lengthMax: number;
  private readonly entries = new Map<K, { readonly value: V; readonly length: number }>();
  private length = 0;

  constructor(lengthMax: number) {
    this.lengthMax = lengthMax;
  }

  get(key: K): V | undefined {
    return this.entries.get(key)?.value;
  }

  /** In the place of what the key had. */
  put(key: K, value: V, length: number): void {
    this.forget(key);
    this.entries.set(key, { value, length });
    this.length += length;
    for (const oldest of this.entries.keys()) {
      if (this.length <= this.lengthMax || oldest === key) return;
      this.forget(oldest);
    }
  }

  forget(key: K): void {
    this.length -= this.entries.get(key)?.length ?? 0;
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
    this.length = 0;
  }
}
