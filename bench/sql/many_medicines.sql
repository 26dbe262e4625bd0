-- Regular medicines in use, per client, dispensed or only prescribed.
SELECT
    client,
    count(*) FILTER (NOT prescribed_only) AS medicines,
    count(*) FILTER (prescribed_only) AS prescribed_medicines,
    CASE
        WHEN medicines >= $limit_medicines
            OR prescribed_medicines >= $limit_prescribed_medicines
            THEN 'fired'
        ELSE 'quiet'
    END AS outcome
FROM regular_medicines
GROUP BY client
