import type { paths } from './schema';

// Reads the generated description of the API as plain TypeScript: what a call takes and what it answers. A
// path, parameter, body or field that the services do not have is a compile error, not a surprise.

/** Every path of the API, with its parameters as {name}. */
export type Path = keyof paths;
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The paths that answer to a method. */
export type PathWith<M extends Method> = {
  [P in Path]: Operation<P, M> extends never ? never : P;
}[Path];

/** The JSON that a call answers when it succeeds. */
export type Answer<P extends Path, M extends Method> =
  Operation<P, M> extends { responses: infer R }
    ? R extends { 200: infer A }
      ? Json<A>
      : R extends { 201: infer A }
        ? Json<A>
        : undefined
    : never;

/** The JSON that a call sends. */
export type Body<P extends Path, M extends Method> =
  Operation<P, M> extends { requestBody?: infer B } ? Json<NonNullable<B>> : never;

/** What a call needs besides its path: parameters and body where the operation has them. */
export type Input<P extends Path, M extends Method> = Parameters<P, M> & Sent<P, M>;

type Operation<P extends Path, M extends Method> = NonNullable<paths[P][M]>;

type Json<T> = T extends { content: { 'application/json': infer Value } } ? Value : never;

type Parameters<P extends Path, M extends Method> =
  Operation<P, M> extends {
    parameters: infer Given;
  }
    ? (Given extends { path: infer Names } ? { path: Names } : { path?: never }) &
        (Given extends { query: infer Required } ? { query: Required } : unknown) &
        (Given extends { query?: infer Optional } ? { query?: Optional | undefined } : unknown)
    : unknown;

type Sent<P extends Path, M extends Method> = [Body<P, M>] extends [never]
  ? { body?: never }
  : { body: Body<P, M> };
