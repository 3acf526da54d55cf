/** hls.js without what our streams never have (subtitles, several sound tracks, DRM); it comes without types. */
declare module 'hls.js/light' {
  export { default } from 'hls.js';
}
