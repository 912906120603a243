"""Names of medicines that a slip may mean though no text here names them. For spelling alone.

Written from general knowledge; what is missing is only not guarded. Many differ by a letter or two:
"lonazepam" is clonazepam, whatever a library says of lorazepam.
"""

DRUG_NAMES = frozenset(
    """
    abacavir aceclofenac acetazolamide aciclovir adalimumab adenosine adinazolam adrenaline
    albendazole alfentanil allopurinol alprazolam amantadine amikacin amiloride aminophylline
    amiodarone amisulpride amitriptyline amlodipine amoxicillin amphetamine amphotericin
    ampicillin angiotensin apixaban apomorphine aprepitant aripiprazole arketamine artemether
    artesunate articaine aspirin atenolol atomoxetine atorvastatin atracurium atropine
    azacitidine azathioprine azithromycin baclofen benzocaine benzylpenicillin betahistine
    betamethasone bisoprolol bromazepam brompheniramine brotizolam budesonide bumetanide
    bupivacaine buprenorphine bupropion buspirone butorphanol caffeine calcitonin candesartan
    cannabidiol capsaicin captopril carbamazepine carbimazole carboplatin carfentanil
    carisoprodol carvedilol cebranopadol cefaclor cefalexin cefazolin cefepime cefixime
    cefotaxime cefoxitin ceftazidime ceftriaxone cefuroxime celecoxib cetirizine
    chlordiazepoxide chloroprocaine chloroquine chlorpheniramine chlorpromazine cimetidine
    cinchocaine cinnarizine ciprofloxacin cisatracurium cisplatin citalopram clarithromycin
    clindamycin clobazam clomipramine clonazepam clonazolam clonidine clopidogrel clorazepate
    clozapine cocaine codeine colchicine cyclizine cyclobenzaprine cyclophosphamide cyclosporine
    cyproheptadine cytarabine dabigatran dantrolene dapagliflozin daptomycin daunorubicin
    dehydronorketamine deschloroketamine desflurane desipramine desmopressin desvenlafaxine
    dexamethasone dexibuprofen dexketoprofen dexmedetomidine dexmethylphenidate dextroketamine
    dextromethorphan dextromoramide dextropropoxyphene dezocine diamorphine diazepam diclofenac
    dicloxacillin dicycloverine digitoxin digoxin dihydrocodeine dihydroergotamine diltiazem
    dimenhydrinate diphenhydramine dipyrone dizocilpine dobutamine docetaxel domperidone
    donepezil dopamine doxacurium doxapram doxazosin doxepin doxorubicin doxycycline dronabinol
    droperidol duloxetine edoxaban efavirenz enalapril enflurane enoxaparin entacapone ephedrine
    epinephrine epirubicin eptinezumab erenumab ergotamine ertapenem erythromycin escitalopram
    esketamine esmethadone esmolol esomeprazole estazolam estradiol eszopiclone etanercept
    ethambutol ethosuximide ethylmorphine eticyclidine etodolac etomidate etoricoxib famotidine
    febuxostat felbamate felodipine fenofibrate fentanyl fexofenadine flecainide flucloxacillin
    fluconazole fludrocortisone flumazenil flunarizine flunitrazepam fluorouracil fluoxetine
    fluphenazine flupirtine flurazepam flurbiprofen fluvoxamine fosaprepitant fosphenytoin
    fremanezumab frovatriptan frusemide furosemide gabapentin galantamine galcanezumab
    ganciclovir gemcitabine gentamicin glibenclamide gliclazide glimepiride glipizide
    glycopyrronium granisetron guanfacine halazepam haloperidol halothane heparin heroin
    hydralazine hydrochlorothiazide hydrocodone hydrocortisone hydromorphone hydroxychloroquine
    hydroxynorketamine hydroxyprogesterone hydroxyzine hyoscine ibogaine ibuprofen idarubicin
    imipenem imipramine indometacin infliximab insulin ipratropium irbesartan isoflurane
    isoniazid isoprenaline isradipine itraconazole ivermectin ketamine ketanserin ketoconazole
    ketoprofen ketorolac ketotifen labetalol lacosamide lamivudine lamotrigine lanicemine
    lansoprazole lercanidipine letrozole levetiracetam levobupivacaine levodopa levofloxacin
    levoketamine levomepromazine levorphanol levothyroxine lidocaine lignocaine linezolid
    liraglutide lisinopril lithium lofentanil lofexidine loperamide lopinavir loprazolam
    loratadine lorazepam lormetazepam lornoxicam losartan loxapine lurasidone magnesium mannitol
    maprotiline mebendazole meclizine medazepam medetomidine mefenamic mefloquine melatonin
    meloxicam memantine meperidine mepivacaine meprobamate meptazinol mercaptopurine meropenem
    mesalazine mescaline metamfetamine metamizole metaraminol metformin methadone methocarbamol
    methohexital methohexitone methotrexate methoxetamine methoxyflurane methyldopa
    methylnaltrexone methylphenidate methylprednisolone metoclopramide metoprolol metronidazole
    mexiletine mianserin miconazole midazolam milnacipran minocycline mirtazapine mivacurium
    modafinil montelukast morphine moxifloxacin moxonidine nabilone nabumetone nadolol
    nalbuphine naldemedine nalmefene nalorphine naloxone naltrexone naproxen naratriptan
    nebivolol nefazodone nefopam neostigmine nicardipine nicotine nifedipine nimodipine
    nisoldipine nitrazepam nitrofurantoin nitroglycerin nizatidine noradrenaline nordazepam
    norepinephrine norfentanyl norfloxacin norketamine nortriptyline nystatin ofloxacin
    olanzapine oliceridine olmesartan omeprazole ondansetron orphenadrine oseltamivir
    oxaliplatin oxazepam oxcarbazepine oxybuprocaine oxybutynin oxycodone oxymorphone oxytocin
    paclitaxel paliperidone palonosetron pancuronium pantoprazole papaverine paracetamol
    parecoxib paroxetine pentazocine pentobarbital perampanel perindopril perphenazine pethidine
    phenazone phencyclidine phenelzine phenobarbital phentolamine phenylephrine phenytoin
    pholcodine physostigmine pimozide pindolol piperacillin piritramide piroxicam pitolisant
    pizotifen posaconazole pramipexole pramocaine pravastatin prazepam praziquantel prazosin
    prednisolone prednisone pregabalin prilocaine primaquine primidone probenecid procaine
    prochlorperazine progesterone promethazine propofol propranolol protriptyline proxymetacaine
    pseudoephedrine psilocybin pyrazinamide quazepam quetiapine quinidine quinine rabeprazole
    ramipril ranitidine rapastinel rasagiline reboxetine remifentanil remimazolam rifabutin
    rifampicin riluzole rimantadine rimegepant risperidone ritonavir rivaroxaban rizatriptan
    rocuronium rofecoxib ropeginterferon ropinirole ropivacaine rosuvastatin salbutamol
    scopolamine selegiline sertraline sevoflurane sildenafil simvastatin sitagliptin
    solriamfetol sotalol spironolactone streptomycin succinylcholine sufentanil sugammadex
    sulfasalazine sulpiride sumatriptan suvorexant suxamethonium tamoxifen tamsulosin tapentadol
    teicoplanin telmisartan temazepam tenofovir tenoxicam terbinafine terbutaline testosterone
    tetrabenazine tetracaine tetracycline theophylline thiamylal thiopental thiopentone
    tiagabine tianeptine tiaprofenic ticagrelor tigecycline tiletamine tilidine timolol
    tizanidine tobramycin tolperisone topiramate torasemide tramadol trandolapril
    tranylcypromine traxoprodil trazodone triamcinolone triazolam trifluoperazine trimethoprim
    trimipramine tropisetron ubrogepant valaciclovir valproate valsartan vancomycin vasopressin
    vecuronium venlafaxine verapamil vigabatrin vinblastine vincristine vinorelbine voriconazole
    vortioxetine warfarin xylazine zaleplon ziconotide zidovudine ziprasidone zolmitriptan
    zolpidem zonisamide zopiclone zuranolone
    """.split()
)
