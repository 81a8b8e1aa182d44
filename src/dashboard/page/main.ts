/** Which page it is stands in the address; each draws its document anew whenever that has changed. */
const main = document.querySelector('#main');
if (main) main.textContent = location.pathname;
