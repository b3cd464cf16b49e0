package erp.local.faults;

/** What is to become of a task. */
enum Fate {
    DONE,
    /** Fails at its first attempt after it has written its effect, which must then not be there, and is done at a later one. */
    FLAKY,
    /** Is refused, and ends in the dead letters without an effect. */
    REFUSED
}
