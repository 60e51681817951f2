import { expect, test } from 'vitest'
import { md5 } from './md5.ts'

test.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  ['12345678901234567890123456789012345678901234567890123456789012345678901234567890', '57edf4a22be3c955ac49da2e2107b67a'],
  ['(v1.EndpointPort){Name:(string)web Port:(int32)80 Protocol:(v1.Protocol)TCP AppProtocol:(*string)<nil>}', '2a3de936dad2a86071d4bc150fb9b4ad'],
])('the sum of %j', (text, sum) => expect(md5(text)).toBe(sum))
