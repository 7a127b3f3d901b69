/** What is known of who wrote the program, and under which terms it is given. */
export interface CopyrightFacts {
  readonly name: string;
  readonly version: string;
  readonly authors: readonly string[];
  readonly license: string | undefined;
  readonly source: string | undefined;
  /** Licence files, with their texts. */
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  /** Names of the notice files beside it. */
  readonly notices: readonly string[];
}

/** The copyright file that every Debian package has to have (policy, 12.5): the licences in full. */
export function copyrightFile(facts: CopyrightFacts): string {
  const { name, version, authors, license, source, texts, notices } = facts;
  const head = [
    `${name} ${version}`,
    ...(source === undefined ? [] : [`Source: ${source}`]),
    ...(authors.length === 0 ? [] : [`Authors: ${authors.join(', ')}`]),
    ...(license === undefined ? [] : [`Licence (SPDX): ${license}`]),
    ...(notices.length === 0
      ? []
      : [
          `The programs are linked statically. The notices of what is in them: ${notices.join(', ')}`,
        ]),
  ];
  const parts = texts.map(({ name: file, text }) => `--- ${file} ---\n\n${text.trim()}\n`);
  return `${head.join('\n')}\n${parts.map((part) => `\n${part}`).join('')}`;
}
