SwaggerUIBundle({
    url: "/api/openapi.yaml",
    dom_id: "#docs",
    deepLinking: true,
    docExpansion: "none",
    filter: true,
    persistAuthorization: false,
    validatorUrl: null
});
