package erp.trial;

import com.fasterxml.jackson.databind.JsonNode;
import erp.local.demo.Demo;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Order to cash through the gateway: a company is set up and trades for a year, and then its books balance and its stock is worth what
 * its account says. Done again, it adds nothing and looks at the same.
 */
public final class Scenario {

    private Scenario() {
    }

    /** Takes the server, a login, its password, and a directory that remembers how far it is. */
    public static void main(String[] args) throws IOException, InterruptedException {
        URI server = URI.create(args[0]);
        Path known = Files.createDirectories(Path.of(args[3]));
        Demo.fill(server, args[1], args[2], known, System.out::println);
        int company = Integer.parseInt(Files.readString(known.resolve("demo-company")));
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Session session = new Session(client, server, args[1], args[2], company);
        JsonNode balance = session.get("/api/v1/reports/trial-balance");
        require(new BigDecimal(balance.at("/totals/balance").asText()).signum() == 0, "the trial balance sums to zero");
        BigDecimal stock = new BigDecimal(session.get("/api/v1/stock-valuation").at("/total").asText());
        BigDecimal account = BigDecimal.ZERO;
        for (JsonNode row : balance.get("accounts")) {
            if (row.get("account").asText().equals("1140")) {
                account = new BigDecimal(row.get("balance").asText());
            }
        }
        require(stock.signum() > 0 && stock.compareTo(account) == 0, "the stock is worth what its account says: " + stock + ", " + account);
        System.out.println("the books balance, and the stock is worth what its account says: " + stock + " EUR");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("It does not hold that " + what);
        }
    }
}
