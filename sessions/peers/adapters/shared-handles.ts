// Things that a process opens once per key and that close with their last user.

export interface Lease<T> {
  readonly handle: T;
  /** Closes the handle if no other lease holds it. Once per lease. */
  release(): Promise<void>;
}

interface Shared<T> {
  readonly handle: Promise<T>;
  users: number;
}

export class SharedHandles<T> {
  private readonly shared = new Map<string, Shared<T>>();
  private readonly close: (handle: T) => Promise<void>;

  constructor(close: (handle: T) => Promise<void>) {
    this.close = close;
  }

  /** Throws what `open` throws; then nothing is held. */
  async lease(key: string, open: () => Promise<T>): Promise<Lease<T>> {
    const entry = this.shared.get(key) ?? { handle: open(), users: 0 };
    this.shared.set(key, entry);
    entry.users++;
    try {
      return { handle: await entry.handle, release: () => this.release(key, entry) };
    } catch (error) {
      this.shared.delete(key);
      throw error;
    }
  }

  private async release(key: string, entry: Shared<T>): Promise<void> {
    entry.users--;
    if (entry.users > 0) return;
    this.shared.delete(key);
    await this.close(await entry.handle);
  }
}
