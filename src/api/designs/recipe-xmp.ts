import { type Recipe, recipeText } from '../../contracts/recipe.js';

/** The namespace of what Atelier writes into XMP. */
const NAMESPACE = 'urn:atelier:';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A recipe as a packet of XMP (ISO 16684-1), which image formats other than PNG carry: the property `recipe` of a namespace of our own. */
export function recipeXmp(recipe: Recipe): string {
  const text = recipeText(recipe).replace(/[&<>]/g, (character) => escapes[character] as string);
  return (
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    `<rdf:Description rdf:about="" xmlns:atelier="${NAMESPACE}"><atelier:recipe>${text}</atelier:recipe>` +
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
  );
}
