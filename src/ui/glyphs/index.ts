/** Every sign of the page, one component each: pods in all phases and sizes, kinds, acts, instruments. Geometry as in the glyph sheet; colours are tokens. */
export { Icon, type IconName } from './Icon.tsx'
export { Dial, Meter } from './Instruments.tsx'
export { KindIcon, kindNameOf, type KindName } from './KindIcon.tsx'
export { Logo } from './Logo.tsx'
export { PodMark, type PodMarkProps } from './PodMark.tsx'
