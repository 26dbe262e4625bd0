-- Regular medicines in use, per client, dispensed or only prescribed.
SELECT
    client,
    count(*) FILTER (NOT prescribed_only) AS medicines,
    count(*) FILTER (prescribed_only) AS prescribed_medicines
FROM regular_medicines
GROUP BY client
