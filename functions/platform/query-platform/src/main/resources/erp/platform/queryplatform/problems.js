const filter = document.querySelector("input"), count = document.querySelector("output");
const problems = [...document.querySelectorAll("article")].map(article => [article, article.textContent.toLowerCase()]);

function show() {
    const words = filter.value.toLowerCase().split(/\s+/);
    problems.forEach(([article, text]) => article.hidden = !words.every(word => text.includes(word)));
    document.querySelectorAll("section").forEach(area => area.hidden = !area.querySelector("article:not([hidden])"));
    count.textContent = problems.filter(([article]) => !article.hidden).length + " / " + problems.length;
}

filter.addEventListener("input", () => {
    show();
    document.querySelector("section:not([hidden])")?.scrollIntoView();
});
addEventListener("keydown", event => {
    if (event.key === "/" && document.activeElement !== filter) {
        event.preventDefault();
        filter.focus();
        filter.select();
    } else if (event.key === "Escape") {
        filter.value = "";
        show();
    }
});
addEventListener("hashchange", () => {
    filter.value = "";
    show();
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
});
// The other language shows the same problem.
document.querySelectorAll("a[hreflang]").forEach(link => link.addEventListener("click", () => link.hash = location.hash));
show();
