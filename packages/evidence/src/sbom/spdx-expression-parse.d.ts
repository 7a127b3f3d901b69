/** As far as it is used: it throws for what is no valid SPDX licence expression. */
declare module 'spdx-expression-parse' {
  export default function parse(expression: string): unknown;
}
