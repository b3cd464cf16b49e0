package erp.work;

/** An answer that names the document it is about; one that was created is found under {@code Location}, as is the
 * task that an accepted request waits for. */
public interface Identified {

    /** The document's identifier. */
    Object id();
}
