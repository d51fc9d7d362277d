// The comparison: all rows or those that differ.
{
  const change = () => {
    const on = document.body.classList.toggle("onlychanges");
    $("changed").ariaPressed = String(on);
  };
  $("changed").addEventListener("click", change);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "t") nextTheme();
    else if (event.key === "f") change();
  });
}
