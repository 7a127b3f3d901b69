import { readProtobufFields, type ProtobufField } from './protobuf-fields.js';

/** A step of a build as BuildKit reports it, each time that something about it changed. */
export interface BuildVertex {
  digest: string;
  /** `[openssl 3/4] RUN make` */
  name: string;
  cached: boolean;
  /** Seconds since the epoch; undefined as long as it did not happen. */
  started: number | undefined;
  completed: number | undefined;
  /** Empty unless it failed. */
  error: string;
}

export interface BuildLog {
  /** Digest of the vertex. */
  vertex: string;
  /** 1 is standard output, 2 standard error. */
  stream: number;
  content: Buffer;
}

export interface BuildStatus {
  vertexes: BuildVertex[];
  logs: BuildLog[];
}

/**
 * Decodes what BuildKit sends while it builds: `StatusResponse` of moby/buildkit,
 * api/services/control/control.proto. dockerode holds a decoder, and shows nothing of it but lines
 * of text that no longer say which step they belong to.
 *
 * @throws RangeError if it is no such message
 */
export function decodeBuildStatus(message: Buffer): BuildStatus {
  const status: BuildStatus = { vertexes: [], logs: [] };
  for (const field of readProtobufFields(message)) {
    if (field.id === 1) status.vertexes.push(decodeVertex(bytes(field)));
    if (field.id === 3) status.logs.push(decodeLog(bytes(field)));
  }
  return status;
}

function decodeVertex(message: Buffer): BuildVertex {
  const vertex: BuildVertex = {
    digest: '',
    name: '',
    cached: false,
    started: undefined,
    completed: undefined,
    error: '',
  };
  for (const field of readProtobufFields(message)) {
    if (field.id === 1) vertex.digest = text(field);
    if (field.id === 3) vertex.name = text(field);
    if (field.id === 4) vertex.cached = field.number === 1n;
    if (field.id === 5) vertex.started = decodeTimestamp(bytes(field));
    if (field.id === 6) vertex.completed = decodeTimestamp(bytes(field));
    if (field.id === 7) vertex.error = text(field);
  }
  return vertex;
}

function decodeLog(message: Buffer): BuildLog {
  const log: BuildLog = { vertex: '', stream: 0, content: Buffer.alloc(0) };
  for (const field of readProtobufFields(message)) {
    if (field.id === 1) log.vertex = text(field);
    if (field.id === 3) log.stream = Number(field.number ?? 0n);
    if (field.id === 4) log.content = bytes(field);
  }
  return log;
}

/** google.protobuf.Timestamp: seconds and nanoseconds. */
function decodeTimestamp(message: Buffer): number {
  let seconds = 0;
  for (const field of readProtobufFields(message)) {
    if (field.id === 1) seconds += Number(field.number ?? 0n);
    if (field.id === 2) seconds += Number(field.number ?? 0n) / 1e9;
  }
  return seconds;
}

function bytes(field: ProtobufField): Buffer {
  if (field.bytes === undefined) throw new RangeError(`field ${field.id} is a number`);
  return field.bytes;
}

function text(field: ProtobufField): string {
  return bytes(field).toString('utf8');
}
