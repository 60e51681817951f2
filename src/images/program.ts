/**
 * What an image holds, for the machine that runs it. What a program is, and what its process can do, is the same for containers and for the terminal, so it
 * stands with the shell (`posix/process.ts`).
 */
import type { Program } from '../posix/process.ts'

export { NetworkError } from '../posix/process.ts'
export type { Answer, HttpRequest, HttpResponse, IncomingRequest, Process, ProcessHandle, Program, Reply, Running, Signal, Wait } from '../posix/process.ts'
export type { FileError, Files, FileStatus, Mount } from '../posix/files.ts'

/** One image: what a repository has under one tag. */
export interface Image {
  /** What runs when the container names no command: argv. */
  readonly entrypoint: readonly string[]
  readonly command?: readonly string[]
  /** Programs by name or absolute path, besides the tools that every image with a shell has. */
  readonly programs: Readonly<Record<string, Program>>
  /** Whether a shell and the tools that belong to it are in the image. */
  readonly shell: boolean
  /** Tools of those that are not. */
  readonly lacks?: readonly string[]
  /** Files of its own, by absolute path. */
  readonly files?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  readonly workingDirectory?: string
  /** The variable in which its program wants to find the container's declared ports: `8080,9090`. */
  readonly portsVariable?: string
}

/** A repository of images as its users know them. One file each under `known/`, listed in `registry.ts`. */
export interface Repository {
  /** As people write them, without tag: `nginx`, `gcr.io/kuar-demo/kuard-amd64`. */
  readonly names: readonly string[]
  /** Whether a tag exists; every tag does if not said. */
  hasTag?(tag: string): boolean
  /** Compressed size; from a hash of the reference if not said. */
  readonly sizeBytes?: number
  image(tag: string): Image
}
