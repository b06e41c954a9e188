// Gives every <style> that a script makes the nonce of this response. Monaco makes some and knows no nonce.
// Imported first: the modules after it may make styles while they load.

const nonce = document.querySelector('meta[name="nonce"]').nonce;
const createElement = document.createElement;

document.createElement = function (name, options) {
  const element = createElement.call(this, name, options);
  if (element instanceof HTMLStyleElement) {
    element.nonce = nonce;
  }
  return element;
};
