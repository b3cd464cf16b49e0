package erp.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A program to kill: says what it was given, and answers 200. */
final class SmallServer {

    private SmallServer() {
    }

    public static void main(String[] args) throws IOException {
        if (args[0].equals("broken")) {
            System.out.println("cannot start");
            System.exit(3);
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println("started " + System.getProperty("colour") + " " + System.getenv("SHAPE"));
    }
}
