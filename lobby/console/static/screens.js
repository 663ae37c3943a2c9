// Screens and voice: the form counts what may still be written.

for (const text of document.querySelectorAll("textarea")) {
  const left = document.getElementById(`left-${text.name}`);
  const count = () => { left.textContent = left.dataset.left.replace("{n}", text.maxLength - text.value.length); };
  text.addEventListener("input", count);
  count();
}
