import { expect, test } from 'vitest'
import { Addresses } from './addresses.ts'

test('hands out addresses in order, later again from the beginning', () => {
  const addresses = new Addresses('10.244.3.0/29')
  expect([1, 2, 3, 4, 5].map(() => addresses.take())).toEqual(['10.244.3.2', '10.244.3.3', '10.244.3.4', '10.244.3.5', '10.244.3.6'])
  expect(addresses.take()).toBeUndefined()
  addresses.release('10.244.3.4')
  expect(addresses.take()).toBe('10.244.3.4')
})

test('does not give a released address to the very next pod', () => {
  const addresses = new Addresses('10.244.0.0/24')
  addresses.release(addresses.take() as string)
  expect(addresses.take()).toBe('10.244.0.3')
})
