package erp.local.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** The API as {@link Trader} uses it: a write with a key answers its body, and anything but a success is an exception. */
public interface Client {

    JsonNode write(String method, String path, Object body, String key);

    JsonNode get(String path);
}
