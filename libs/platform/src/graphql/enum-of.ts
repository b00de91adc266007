/** The object that `registerEnumType` wants, from the list of names a domain keeps: `['HOST', 'TENANT']` becomes `{ HOST: 'HOST', TENANT: 'TENANT' }`. */
export const enumOf = <Name extends string>(names: readonly Name[]): Readonly<Record<Name, Name>> => Object.fromEntries(names.map((name) => [name, name])) as Record<Name, Name>;
