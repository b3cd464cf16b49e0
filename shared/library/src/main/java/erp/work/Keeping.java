package erp.work;

import java.security.MessageDigest;
import java.util.Optional;

/**
 * How a request and its answer are kept, so that the request is recognised when it comes again and gets the same answer. Most stand
 * in the database as they are; where a request carries a password or an answer a token, nobody may learn them there.
 */
public interface Keeping {

    /** As they are. */
    Keeping PLAIN = new Keeping() {
        @Override
        public Kept keep(byte[] request, byte[] answer) {
            return new Kept(request, answer);
        }

        @Override
        public Optional<byte[]> recall(byte[] request, Kept kept) {
            return MessageDigest.isEqual(request, kept.request) ? Optional.of(kept.answer) : Optional.empty();
        }
    };

    /** What stands in the database for a request and for its answer. */
    record Kept(byte[] request, byte[] answer) {
    }

    /**
     * What to keep.
     *
     * @param request the SHA-256 of the request, which must not be kept as it is where the request can be guessed
     * @param answer  the bytes of the answer
     */
    Kept keep(byte[] request, byte[] answer);

    /** The answer that was kept for this request; nothing where it was kept for another one. */
    Optional<byte[]> recall(byte[] request, Kept kept);
}
