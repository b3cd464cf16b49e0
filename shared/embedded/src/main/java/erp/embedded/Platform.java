package erp.embedded;

import java.util.List;
import java.util.Locale;

/** The kinds of machine PostgreSQL and Redis are packaged for, and the names of their packages on the class path. */
enum Platform {
    LINUX_AMD64("postgres-linux-x86_64.txz", "redis-server-6.2.6-v5-linux-amd64", "redis-server-6.2.7-linux-386"),
    LINUX_ARM64("postgres-linux-arm_64.txz", "redis-server-6.2.7-linux-arm64"),
    MAC_AMD64("postgres-darwin-x86_64.txz", "redis-server-6.2.6-v5-darwin-amd64"),
    MAC_ARM64("postgres-darwin-arm_64.txz", "redis-server-6.2.6-v5-darwin-arm64"),
    WINDOWS("postgres-windows-x86_64.txz", "redis-server-5.0.14.1-windows-amd64.exe");

    static final Platform CURRENT = of(System.getProperty("os.name"), System.getProperty("os.arch"));

    final String postgres;
    /** In order of preference: the first needs OpenSSL 3 on the machine, the second is linked statically. */
    final List<String> redis;

    Platform(String postgres, String... redis) {
        this.postgres = postgres;
        this.redis = List.of(redis);
    }

    static Platform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        boolean arm = osArch.equals("aarch64") || osArch.equals("arm64");
        if (os.contains("windows")) {
            return WINDOWS;
        }
        if (os.contains("mac")) {
            return arm ? MAC_ARM64 : MAC_AMD64;
        }
        if (os.contains("linux") && (arm || osArch.equals("amd64"))) {
            return arm ? LINUX_ARM64 : LINUX_AMD64;
        }
        throw new IllegalStateException("PostgreSQL and Redis are not packaged for " + osName + " on " + osArch
                + "; start them yourself and configure their addresses");
    }

    static boolean root() {
        return CURRENT != WINDOWS && System.getProperty("user.name").equals("root");
    }
}
