/** A Lucide icon in the colour of the text. Decoration: the words stand beside it. */
export class PracticeIcon extends HTMLElement {
  static readonly observedAttributes = ['name'];

  attributeChangedCallback(): void {
    // Through CSSOM: the content security policy allows no `style` attribute.
    this.style.setProperty('--icon', `url("/icons/${this.getAttribute('name') ?? ''}.svg")`);
  }

  connectedCallback(): void {
    this.setAttribute('aria-hidden', 'true');
  }
}
