const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", dress);
dress();

// The page filters by tag alone; people look for a word of the path or of what is said about it.
const said = operation => [operation.get("path"), operation.get("method"), operation.getIn(["operation", "operationId"]),
    operation.getIn(["operation", "summary"])].join(" ").toLowerCase();
const anyWord = () => ({fn: {opsFilter: (tags, phrase) => tags
    .map(tag => tag.set("operations", tag.get("operations").filter(operation => said(operation).includes(phrase.toLowerCase()))))
    .filter(tag => tag.get("operations").size > 0)}});

SwaggerUIBundle({
    url: "/api/openapi.yaml",
    dom_id: "#docs",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    defaultModelRendering: "example",
    filter: true,
    plugins: [anyWord],
    displayRequestDuration: true,
    persistAuthorization: true,
    tryItOutEnabled: false,
    validatorUrl: null,
    onComplete: () => document.querySelector(".operation-filter-input").placeholder = "Filter by a word of the path or the summary",
    requestInterceptor: request => {
        // The key that stands there first is a new one each time; one that somebody wrote is theirs.
        if (request.headers["Idempotency-Key"] === "new") {
            request.headers["Idempotency-Key"] = Date.now().toString(36) + Math.random().toString(36).slice(2);
        }
        return request;
    }
});
