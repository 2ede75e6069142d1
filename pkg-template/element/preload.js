// @ts-check

/** How far below the screen an element counts as about to be seen. */
const MARGIN = '200px';

/** Loads once, when the element is hovered, focused or about to be seen. */
export class Preload {
  /**
   * @param {HTMLElement} host
   * @param {() => boolean} load whether it loads anything: if not, the next occasion counts
   */
  constructor(host, load) {
    this.load = load;
    this.isDone = false;
    /** @type {IntersectionObserver | undefined} */
    this.observer = undefined;
    for (const event of ['pointerenter', 'focusin']) host.addEventListener(event, () => this.run());
  }

  run() {
    if (this.isDone) return;
    this.isDone = this.load();
    if (this.isDone) this.stop();
  }

  /** @param {Element} node */
  watch(node) {
    if (this.isDone || !('IntersectionObserver' in globalThis)) return;
    this.observer ??= new IntersectionObserver(entries => entries.some(({ isIntersecting }) => isIntersecting) && this.run(), { rootMargin: MARGIN });
    this.observer.observe(node);
  }

  stop() {
    this.observer?.disconnect();
  }
}
