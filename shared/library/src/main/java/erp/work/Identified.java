package erp.work;

/** An answer that names the document it is about; one that was created is found under {@code Location}. */
public interface Identified {

    /** The document's identifier. */
    Object id();
}
