import Handlebars from 'handlebars';
import type { DocumentTemplate } from './labels';
import type { Proposal } from './proposal';

const styles: Record<DocumentTemplate, string> = {
  classic: 'body{font:11pt/1.5 sans-serif;max-width:50em;margin:3em auto}h1{font-size:20pt}',
  compact: 'body{font:9pt/1.3 sans-serif;max-width:60em;margin:1em auto}h1{font-size:12pt}',
};

// Handlebars escapes every value; only the style is ours.
const page = Handlebars.compile<Proposal & { style: string; full: boolean }>(
  `<!doctype html>
<html lang="{{language}}">
<head><meta charset="utf-8"><title>{{labels.title}} {{number}}</title>
<style>{{{style}}}table{width:100%;border-collapse:collapse}th,td{padding:.3em;border-bottom:1px solid #ccc;text-align:left}.n{text-align:right}address,.t{white-space:pre-line;font-style:normal}</style></head>
<body>
<header>{{#if seller.logo}}<img src="{{seller.logo}}" alt="{{seller.name}}" height="48">{{/if}}<p>{{seller.name}}</p></header>
<address>{{#each recipient}}{{this}}
{{/each}}</address>
<h1>{{labels.title}} {{number}}</h1>
<p>{{labels.revision}} {{revision}} · {{labels.date}}: {{date}} · {{labels.validUntil}}: {{validUntil}}</p>
{{#if note}}<p class="t">{{note}}</p>{{/if}}
<table>
<thead><tr><th>{{labels.position}}</th><th>{{labels.product}}</th><th class="n">{{labels.quantity}}</th><th class="n">{{labels.unitPrice}}</th><th class="n">{{labels.discount}}</th><th class="n">{{labels.amount}}</th></tr></thead>
<tbody>{{#each lines}}<tr><td>{{number}}</td><td>{{product}}</td><td class="n">{{quantity}}</td><td class="n">{{unitPrice}}</td><td class="n">{{discount}}</td><td class="n">{{amount}}</td></tr>
{{/each}}</tbody>
<tfoot>{{#each totals}}<tr><th colspan="5" class="n">{{label}}</th><td class="n">{{amount}}</td></tr>
{{/each}}</tfoot>
</table>
<p>{{payment}}</p>
{{#if full}}<h2>{{labels.terms}}</h2>{{/if}}<p class="t">{{terms}}</p>
</body>
</html>
`,
  { strict: false },
);

export const proposalHtml = (proposal: Proposal, template: DocumentTemplate): string =>
  page({ ...proposal, style: styles[template], full: template === 'classic' });
