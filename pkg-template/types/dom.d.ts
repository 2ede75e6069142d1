// The DOM's types that this package names, so that a project without TypeScript's DOM library (a server that renders pages, a worker)
// type-checks too. Where the library is there, these merge into its own and add nothing.
interface AbortSignal {}
interface AddEventListenerOptions {}
interface CustomEvent<T = any> {}
interface EventListenerOptions {}
interface HTMLElement {}
interface HTMLElementEventMap {}
interface HTMLMediaElement {}
interface MediaStream {}
interface MediaStreamTrack {}
interface MediaTrackConstraints {}
interface Request {}
interface Response {}
interface RTCIceServer {}
interface RTCStatsReport {}
interface URL {}
declare namespace WebAssembly {
  interface Module {}
}
