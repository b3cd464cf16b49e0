package erp.local.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** The API as {@link Trader} uses it: anything but a success is an exception. */
public interface Client {

    /** A write under a key; a PUT replaces whatever version is there. */
    JsonNode write(String method, String path, Object body, String key);
}
