package erp.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

import erp.database.Schema;

/** The passwords and the key of this laptop's installation: drawn once, and kept in files that only their owner can read. */
record Secrets(Map<String, String> rolePasswords, String firstPassword, String sealingKey) {

    /** The login of the first user. */
    static final String FIRST_LOGIN = "admin@example.com";
    private static final int BYTES = 12;

    static Secrets of(Path data) throws IOException {
        Path folder = data.resolve("secrets");
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        return new Secrets(Schema.ROLES.stream().collect(Collectors.toMap(role -> role, role -> secret(folder.resolve(role)))),
                secret(folder.resolve("first-login")), secret(folder.resolve("sealing-key")));
    }

    private static String secret(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[BYTES];
                new SecureRandom().nextBytes(random);
                // A temporary file is one that only its owner can read, and there is never half a secret.
                Path draft = Files.createTempFile(file.getParent(), "secret", ".draft");
                Files.writeString(draft, HexFormat.of().formatHex(random));
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Cannot keep a secret in " + file, e);
        }
    }

    @Override
    public String toString() {
        return "Secrets[…]";
    }
}
