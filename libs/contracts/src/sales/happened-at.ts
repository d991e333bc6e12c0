/** When a fact says that it happened: what `sales.opportunity.won` calls `wonAt`. Undefined where it says nothing of it. */
export const happenedAt = ({ type, data }: { readonly type: string; readonly data: object }): string | undefined => {
  const verb = type.slice(Math.max(type.lastIndexOf('.'), type.lastIndexOf('_')) + 1);
  const time = (data as Readonly<Record<string, unknown>>)[`${verb}At`];
  return typeof time === 'string' ? time : undefined;
};
