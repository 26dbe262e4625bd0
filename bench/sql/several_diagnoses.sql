-- Groups of long-term illnesses and the chapters that they lie in.
SELECT
    client,
    count(*) AS groups,
    count(DISTINCT chapter) AS chapters,
    CASE
        WHEN groups >= $limit_groups AND chapters >= $limit_chapters THEN 'fired'
        ELSE 'quiet'
    END AS outcome
FROM long_term_groups
GROUP BY client
