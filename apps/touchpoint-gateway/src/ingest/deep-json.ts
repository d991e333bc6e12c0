import type { Json } from '@touchstone/contracts';

type Step = { readonly text: string } | { readonly value: Json | undefined };

/** JSON text of a value nested however deep: JSON.stringify would overflow the stack. */
export const deepJson = (value: Json): string => {
  const out: string[] = [];
  const steps: Step[] = [{ value }];
  while (steps.length > 0) {
    const step = steps.pop()!;
    if ('text' in step) out.push(step.text);
    else if (typeof step.value !== 'object' || step.value === null) out.push(JSON.stringify(step.value) ?? 'null');
    else for (const next of inside(step.value).reverse()) steps.push(next);
  }
  return out.join('');
};

const inside = (value: Json[] | { [key: string]: Json | undefined }): Step[] => {
  const isArray = Array.isArray(value);
  const members = Object.entries(value).flatMap(([key, member], index): Step[] => [
    { text: `${index === 0 ? '' : ','}${isArray ? '' : `${JSON.stringify(key)}:`}` },
    { value: member },
  ]);
  return [{ text: isArray ? '[' : '{' }, ...members, { text: isArray ? ']' : '}' }];
};
