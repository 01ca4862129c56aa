// A classic script in the head, so that a page in the other colours never flashes up.
(() => {
  const theme = localStorage.getItem("backspike.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
