/** A multiset: how often each key is there, always at least once. */
export type Counter = ReadonlyMap<string, number>

export function count(keys: Iterable<string>): Counter {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

/** What is in both, as often as in the one that has less of it. */
export function intersection(a: Counter, b: Counter): Counter {
  return new Map([...a].flatMap(([key, n]): [string, number][] => (b.has(key) ? [[key, Math.min(n, b.get(key) ?? 0)]] : [])))
}

/** What is in either, as often as in the one that has more of it. */
export function union(a: Counter, b: Counter): Counter {
  const counts = new Map(a)
  for (const [key, n] of b) counts.set(key, Math.max(n, a.get(key) ?? 0))
  return counts
}

/** What `a` has more of than `b`, and how much more. */
export function difference(a: Counter, b: Counter): Counter {
  return new Map([...a].map(([key, n]): [string, number] => [key, n - (b.get(key) ?? 0)]).filter(([, n]) => n > 0))
}

export function total(counter: Counter): number {
  let sum = 0
  for (const n of counter.values()) sum += n
  return sum
}

/** The first `limit` elements, each as often as it is there. */
export function elements(counter: Counter, limit: number): string[] {
  const list: string[] = []
  for (const [key, n] of counter) {
    for (let i = 0; i < n && list.length < limit; i++) list.push(key)
  }
  return list
}
