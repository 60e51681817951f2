import { expect, it } from 'vitest'
import { parseCertificateRequest } from './certificateRequest.ts'

/** Made by `openssl req` for /O=devs/O=admins/OU=team/C=DE/CN=jane with alternative names of each kind. */
const REQUEST =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQlpEQ0NBUW9DQVFBd1N6RU5NQXNHQTFVRUNnd0VaR1YyY3pFUE1BMEdBMVVFQ2d3R1lXUnRhVzV6TVEwdwpDd1lEVlFRTERBUjBaV0Z0TVFzd0NRWURWUVFHRXdKRVJURU5NQXNHQTFVRUF3d0VhbUZ1WlRCWk1CTUdCeXFHClNNNDlBZ0VHQ0NxR1NNNDlBd0VIQTBJQUJEQ1ErajRwcEsvRWg3R3lNM3lnSVpFL0pTQUZPS3luajlwRndqQ0UKS3dCTElTQS9wb0VtZmdYMzRQckJmSnBqU3V2NDJ0QzdzRThqcjJVeUE2c3ZJWENnWFRCYkJna3Foa2lHOXcwQgpDUTR4VGpCTU1Fb0dBMVVkRVFSRE1FR0NDV0V1WlhoaGJYQnNaWUlKWWk1bGVHRnRjR3hsaHdRS0FBQUJoeEQ5CkFBQUFBQUFBQUFBQUFBQUFBQUFCZ1FWNFFIa3Vlb1lLYzNCcFptWmxPaTh2Y1RBS0JnZ3Foa2pPUFFRREFnTkkKQURCRkFpRUFwMGJlRUJ5TWlDRS8xYmgzMVk3VS90YVdvTndlYjNJUDRMNGlpMGtZenFnQ0lIOE5QbWNXTytvUgozS1ZvdnI0bTZRcW03SlJJV3NTTHBPbnh0VzVpM0FvSwotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K'

it('reads the subject and the alternative names', () => {
  const { subject, ...names } = parseCertificateRequest(REQUEST)
  expect(subject).toMatchObject({ commonName: ['jane'], organization: ['devs', 'admins'], organizationalUnit: ['team'], country: ['DE'], locality: [] })
  expect(names).toEqual({ dnsNames: ['a.example', 'b.example'], emailAddresses: ['x@y.z'], uris: ['spiffe://q'], ipAddresses: ['10.0.0.1', 'fd00::1'] })
})

it('refuses what is no request', () => {
  expect(() => parseCertificateRequest('bm9uZQ==')).toThrow('PEM block type must be CERTIFICATE REQUEST')
})
