package erp.documents;

import erp.tasks.Task;

/**
 * Wanted: the PDF of something. Its result is {@link Rendered}.
 *
 * @param source what it is made of
 */
@Task(name = "render-document", timeLimitSeconds = 60)
public record RenderDocument(Source source) {
}
