package erp.imports;

import erp.tasks.Task;

/**
 * The task of bringing in a large table, which was stored under the task's own identifier: an import in the background is its task.
 * Each attempt goes on where the last one has ended.
 */
@Task(name = "run-import", attempts = 10, timeLimitSeconds = 3600, concurrency = 4)
public record LargeImport(Importer.Kind kind, int rows) {
}
